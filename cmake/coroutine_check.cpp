// SPDX-License-Identifier: BSL-1.0
// Forms of co_await that some compilers miscompile, GCC 12.2 among them. Says of each how it went; exits 1 if one went
// wrong. The forms that may crash come last, each announced before it runs, so that the last line names the culprit.

#include <coroutine>
#include <cstdio>
#include <exception>
#include <memory>
#include <utility>

namespace {

template <class T>
class task {
public:
    struct promise_type {
        T value{};
        std::exception_ptr error;
        std::coroutine_handle<> caller = std::noop_coroutine();

        struct resume_caller {
            bool await_ready() noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> self) noexcept
            {
                return self.promise().caller;
            }
            void await_resume() noexcept {}
        };

        task get_return_object() { return task(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        resume_caller final_suspend() noexcept { return {}; }
        void return_value(T v) { value = std::move(v); }
        void unhandled_exception() { error = std::current_exception(); }
    };

    explicit task(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
    task(task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
    ~task()
    {
        if (frame_)
            frame_.destroy();
    }

    bool await_ready() noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> caller) noexcept
    {
        frame_.promise().caller = caller;
        return frame_;
    }
    T await_resume() { return take(); }

    T run()
    {
        frame_.resume();
        return take();
    }

private:
    T take()
    {
        if (frame_.promise().error)
            std::rethrow_exception(frame_.promise().error);
        return std::move(frame_.promise().value);
    }

    std::coroutine_handle<promise_type> frame_;
};

int alive = 0;

// Counts itself, so that one destruction too many shows.
struct counted {
    int value = 0;

    counted() { ++alive; }
    counted(int v) : value(v) { ++alive; }
    counted(const counted& other) : value(other.value) { ++alive; }
    counted& operator=(const counted&) = default;
    ~counted() { --alive; }
};

struct options {
    counted first;
    counted second;
};

task<int> number(int n)
{
    co_return n;
}

task<counted> object(int n)
{
    co_return counted(n);
}

task<int> sum(options o)
{
    co_return o.first.value + o.second.value;
}

struct holder {
    int sum;
    holder(int n, const options& o) : sum(n + o.first.value + o.second.value) {}
};

template <class F>
task<int> call(F f)
{
    co_return f();
}

task<int> aggregate_argument()
{
    int n = co_await sum({.first = 1, .second = 2});
    co_return n;
}

task<int> aggregate_beside_await()
{
    holder h{co_await number(1), {.first = 1, .second = 1}};
    co_return h.sum;
}

task<int> lambda_argument()
{
    counted c(3);
    int n = co_await call([c] { return c.value; });
    co_return n;
}

task<int> lambda_called_at_once()
{
    counted c(3);
    int n = co_await [c]() -> task<int> { co_return c.value; }();
    co_return n;
}

task<int> awaited_branch()
{
    bool yes = true;
    counted otherwise(9);
    counted c = yes ? co_await object(3) : otherwise;
    co_return c.value;
}

task<int> awaited_condition()
{
    counted three(3);
    counted otherwise(9);
    counted c = co_await number(1) == 1 ? three : otherwise;
    co_return c.value;
}

task<int> if_without_local()
{
    if (co_await number(1) == 1)
        co_return 3;
    co_return 9;
}

task<int> while_without_local()
{
    while (co_await number(1) == 1)
        co_return 3;
    co_return 9;
}

task<int> awaited_throw()
{
    try {
        throw co_await number(3);
    } catch (int n) {
        co_return n;
    }
}

task<int> awaited_new()
{
    std::unique_ptr<int> p(new int(co_await number(3)));
    co_return *p;
}

bool all_right = true;

void check(const char* form, task<int> (*coroutine)())
{
    std::printf("  %s: ", form);
    std::fflush(stdout);
    alive = 0;
    int result = coroutine().run();
    bool right = result == 3 && alive == 0;
    std::puts(right ? "right" : alive < 0 ? "destroyed twice" : alive > 0 ? "never destroyed" : "wrong value");
    all_right = all_right && right;
}

} // namespace

int main()
{
    check("co_await f({.a = x})", aggregate_argument);
    check("T t{co_await f(), {.a = x}}", aggregate_beside_await);
    check("co_await f([c] { ... })", lambda_argument);
    check("co_await [c]() -> task { ... }()", lambda_called_at_once);
    check("c ? co_await f() : x", awaited_branch);
    check("co_await f() ? x : y", awaited_condition);
    check("new T(co_await f())", awaited_new);
    check("throw co_await f()", awaited_throw);
    check("while (co_await f())", while_without_local);
    check("if (co_await f())", if_without_local);
    return all_right ? 0 : 1;
}
