# A text file as a C string; meson would turn backslashes on a command line round.
s/[\"]/\\&/g
s/^/"/
s/$/\\n"/
