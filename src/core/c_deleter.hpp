// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_CORE_C_DELETER_HPP
#define HOLDFAST_SRC_CORE_C_DELETER_HPP

namespace holdfast {

/// The deleter of a `std::unique_ptr` to what a C library frees: `std::unique_ptr<BIO, freed_by<BIO_free>>`.
template <auto Free>
struct freed_by {
    template <class T>
    void operator()(T* object) const noexcept
    {
        Free(object);
    }
};

} // namespace holdfast

#endif
