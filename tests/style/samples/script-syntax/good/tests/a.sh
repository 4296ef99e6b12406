#!/bin/sh
a=1
