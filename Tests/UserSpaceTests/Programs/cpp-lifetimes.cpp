// C++: static init in its order, thread_local destructors, local statics once, RTTI, iostreams.
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <thread>
#include <typeinfo>

struct Named {
  std::string name;
  explicit Named(const char *text) : name(text) { std::cout << "+" << name << std::endl; }
  ~Named() { std::cout << "-" << name << std::endl; }
};
static Named first("first"), second("second");
static thread_local Named local("local");
static Named &once() {
  static Named inside("once");
  return inside;
}
struct Shape { virtual ~Shape() = default; };
struct Circle : Shape {};
struct Square : Shape {};

int main() {
  std::cout << "main" << std::endl;
  std::thread([] { std::cout << local.name.size() << std::endl; }).join();
  once();
  std::thread([] { once(); }).join();
  std::unique_ptr<Shape> shape = std::make_unique<Circle>();
  std::cout << (dynamic_cast<Circle *>(shape.get()) != nullptr)
            << (dynamic_cast<Square *>(shape.get()) != nullptr)
            << (typeid(*shape) == typeid(Circle)) << std::endl;
  std::map<std::string, double> table{{"b", 2.5}, {"a", 1.0 / 3}};
  for (const auto &[key, value] : table)
    std::cout << key << "=" << std::setprecision(4) << value << ";";
  std::cout << std::hex << std::setw(6) << std::setfill('0') << 255 << std::endl;
  std::istringstream in("12 words 3.5");
  int number;
  std::string word;
  double real;
  in >> number >> word >> real;
  std::cout << std::dec << number << word << real << std::endl;
  return 3;
}
