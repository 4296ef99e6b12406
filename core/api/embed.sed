# A shell script as the lines of a C string, without its comments.
/^ *#/d
s/[\\"]/\\&/g
s/.*/"&\\n"/
