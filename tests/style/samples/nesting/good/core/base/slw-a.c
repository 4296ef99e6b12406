/* SPDX-License-Identifier: LGPL-2.1-or-later */
int
slw_a_four (int a)
{
  static const SlwRow rows[] = { { { { { { 1 } } } } } };
  if (a)
    {
      for (;;)
        {
          if (a > 1)
            a = 1;
          else if (a > 2)
            a = 2;
          else if (a > 3)
            a = 3;
          else if (a > 4)
            a = 4;
          else
            {
              if (call ((SlwRow){ { { { 2 } } } }))
                a = 5;
            }
        }
    }
  if (a)
    return 1;
  if (a)
    return 1;
  if (a)
    return 1;
  if (a)
    return 1;
  if (a)
    return 1;
  return a;
}
