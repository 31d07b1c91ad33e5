#include "build_info.h"

#ifndef CARVEL_COMMIT
#define CARVEL_COMMIT ""
#endif

const char *carvel_build_commit(void) {
    return CARVEL_COMMIT;
}
