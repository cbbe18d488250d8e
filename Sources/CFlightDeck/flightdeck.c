#include "CFlightDeck.h"
