#include "ckefudata.h"
