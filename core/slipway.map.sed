# The list of public functions as a version script; what the engine alone uses gets a version that no plugin may use.
1i\
SLIPWAY_1 {\
  global:
s/.*/    &;/
$a\
  local:\
    *;\
};\
SLIPWAY_PRIVATE_1 {\
  global:\
    slw_*;\
} SLIPWAY_1;
