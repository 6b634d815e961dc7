// SPDX-License-Identifier: BSL-1.0
#include "core/secret/guarded_memory.hpp"

#include <openssl/crypto.h>

#include <sys/mman.h>

#include <new>

namespace holdfast {

namespace {

void leave_out_of_core_dumps([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t size) noexcept
{
#if defined(MADV_DONTDUMP)
    (void)::madvise(memory, size, MADV_DONTDUMP);
#elif defined(MADV_NOCORE)
    (void)::madvise(memory, size, MADV_NOCORE);
#endif
}

} // namespace

void* take_guarded(std::size_t size)
{
    void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        throw std::bad_alloc();
    leave_out_of_core_dumps(memory, size);
    (void)::mlock(memory, size);
    return memory;
}

void wipe_and_release(void* memory, std::size_t size) noexcept
{
    OPENSSL_cleanse(memory, size);
    ::munmap(memory, size);
}

} // namespace holdfast
