// C++ threads: std::thread, mutex, condition_variable, async, future, promise, call_once, atomics.
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <future>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <thread>
#include <vector>

static int fibonacci(int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

int main() {
  std::atomic<int> sum{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; i++)
    threads.emplace_back([&sum, i] { for (int turn = 0; turn < 50; turn++) sum += i; });
  for (auto &thread : threads) thread.join();
  std::printf("%d\n", sum.load());
  std::vector<std::future<int>> futures;
  for (int i = 5; i < 10; i++) futures.push_back(std::async(std::launch::async, fibonacci, i));
  for (auto &future : futures) std::printf("%d ", future.get());
  std::printf("\n");
  std::promise<int> promise;
  auto result = promise.get_future();
  std::thread fails([&] {
    try { throw std::runtime_error("broken"); }
    catch (...) { promise.set_exception(std::current_exception()); }
  });
  try { result.get(); } catch (const std::exception &error) { std::printf("%s\n", error.what()); }
  fails.join();
  std::mutex mutex;
  std::condition_variable condition;
  int turn = 0;
  std::vector<int> order;
  std::vector<std::thread> players;
  for (int i = 0; i < 3; i++)
    players.emplace_back([&, i] {
      for (int n = 0; n < 3; n++) {
        std::unique_lock lock(mutex);
        condition.wait(lock, [&] { return turn % 3 == i; });
        order.push_back(turn++);
        condition.notify_all();
      }
    });
  for (auto &player : players) player.join();
  for (int number : order) std::printf("%d", number);
  std::printf("\n");
  std::once_flag once;
  int inits = 0;
  std::thread first([&] { std::call_once(once, [&] { inits++; }); });
  std::call_once(once, [&] { inits++; });
  first.join();
  std::printf("%d\n", inits);
  std::timed_mutex timed;
  timed.lock();
  std::thread([&] { std::printf("%d\n", timed.try_lock_for(std::chrono::milliseconds(3))); }).join();
  return 0;
}
