// SPDX-License-Identifier: BSL-1.0
// What the lint must find, and what it must leave alone: a line is reported if and only if it names the
// rules.

#include <coroutine>
#include <initializer_list>
#include <string>

namespace {

template <class T>
struct task {
    struct promise_type {
        task get_return_object();
        std::suspend_always initial_suspend() noexcept;
        std::suspend_always final_suspend() noexcept;
        void return_value(T);
        void unhandled_exception();
    };

    task(task&&);
    ~task();
    bool await_ready();
    void await_suspend(std::coroutine_handle<>);
    T await_resume();
};

struct endpoint {
    std::string host;
    std::string port;
};

struct point {
    int x;
    int y;
};

task<int> number();
task<std::string> text(std::string = "");
task<int> dial(endpoint);
task<int> dial_by_reference(const endpoint&);
task<int> draw(point);
task<int> sum(std::initializer_list<int>);
int dial_now(int timeout, const endpoint&);
template <class F>
task<int> call(F);
template <class F>
int call_now(int, F);

task<int> aggregates()
{
    int a = co_await dial({.host = "h", .port = "p"}); // lint: temporary-aggregate
    int b = co_await dial(endpoint{"h", "p"}); // lint: temporary-aggregate
    int c = co_await dial_by_reference({"h", "p"}); // lint: temporary-aggregate
    int d = dial_now(co_await number(), {"h", "p"}); // lint: temporary-aggregate
    endpoint e{co_await text(), "p"}; // lint: aggregate-of-awaited
    int f = co_await draw({1, 2});
    endpoint named{"h", "p"};
    int g = co_await dial(named);
    int h = co_await dial(std::move(named));
    int i = dial_now(1, {"h", "p"});
    point j{co_await number(), 2};
    std::string k = co_await text("h");
    co_return a + b + c + d + f + g + h + i + j.x;
}

task<int> lambdas()
{
    std::string s;
    int n = 1;
    int a = co_await call([s] { return s.size(); }); // lint: owning-lambda
    int b = call_now(co_await number(), [s] { return s.size(); }); // lint: owning-lambda
    int c = co_await [s]() -> task<int> { co_return s.size(); }(); // lint: owning-lambda capturing-coroutine
    int d = co_await [n]() -> task<int> { co_return n; }(); // lint: capturing-coroutine
    int e = co_await call([&s] { return s.size(); });
    int f = co_await call([n] { return n; });
    int g = co_await [](std::string t) -> task<int> { co_return t.size(); }(s);
    auto named = [s] { return s.size(); };
    int h = co_await call(named);
    int i = co_await call([] { endpoint inner{"h", "p"}; return dial_now(1, {"h", "p"}); });
    co_return a + b + c + d + e + f + g + h + i;
}

task<int> conditionals()
{
    bool yes = true;
    std::string s, t;
    std::string a = yes ? co_await text() : s; // lint: class-conditional
    std::string b = co_await text(yes ? std::string("a") : std::string("b")); // lint: class-conditional
    int c = co_await (yes ? number() : draw({1, 2})); // lint: class-conditional
    std::string d = co_await text(yes ? s : t);
    int e = yes ? co_await number() : 2;
    std::string f = yes ? std::string("a") : std::string("b");
    co_return c + e;
}

task<int> others()
{
    int a = co_await sum({1, 2}); // lint: initializer-list
    int* b = new int(co_await number()); // lint: new-awaited
    if (a)
        throw co_await number(); // lint: throw-awaited
    if (co_await number())
        co_return 1;
    co_return *b;
}

task<int> no_local_before_if()
{
    if (co_await number()) // lint: condition-without-local
        co_return 1;
    co_return 2;
}

task<int> no_local_before_while()
{
    co_await number();
    while (co_await number()) // lint: condition-without-local
        co_return 1;
    co_return 2;
}

task<int> local_in_condition()
{
    if (int n = co_await number())
        co_return n;
    co_return 2;
}

} // namespace
