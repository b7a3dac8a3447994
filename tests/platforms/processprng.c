// SPDX-License-Identifier: MIT OR Apache-2.0
// bcryptprimitives.dll for a Wine older than 9, which lacks it: Rust's standard library takes random numbers from it.
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length); // RtlGenRandom

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length) {
    return SystemFunction036(buffer, (ULONG)length);
}
