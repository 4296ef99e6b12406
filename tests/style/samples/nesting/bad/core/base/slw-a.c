/* SPDX-License-Identifier: LGPL-2.1-or-later */
int
slw_a_braces (int a)
{
  if (a)
    {
      for (;;)
        {
          while (a)
            {
              switch (a)
                {
                case 1:
                  {
                    a = 2;
                  }
                }
            }
        }
    }
  return a;
}

int
slw_a_bare (int a)
{
  if (a)
    for (;;)
      while (a)
        if (a > 1)
          if (a > 2)
            a++;
  return a;
}

int
slw_a_mixed (int a)
{
  do
    {
      if (a)
        {
          a = 1;
        }
      else if (a > 2)
        for (int i = 0; i < a; i++)
          {
            if (i)
              if (a > i)
                return 5;
          }
    }
  while (a);
  return 1;
}
