/* SPDX-License-Identifier: MIT */
#include "tallycast/draw/colour.h"

#include <math.h>

static double
linear (guint8 value)
{
  double v = value / 255.0;
  return v <= 0.04045 ? v / 12.92 : pow ((v + 0.055) / 1.055, 2.4);
}

double
tc_colour_luminance (TcColour c)
{
  return 0.2126 * linear (c.r) + 0.7152 * linear (c.g) + 0.0722 * linear (c.b);
}

double
tc_colour_contrast (TcColour one, TcColour other)
{
  double a = tc_colour_luminance (one), b = tc_colour_luminance (other);
  return (MAX (a, b) + 0.05) / (MIN (a, b) + 0.05);
}
