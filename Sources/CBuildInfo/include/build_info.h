#ifndef CARVEL_BUILD_INFO_H
#define CARVEL_BUILD_INFO_H

/// The commit that the program was built from; empty where the build was not told. Swift code can't be given a text at
/// build time, C code can.
const char *carvel_build_commit(void);

#endif
