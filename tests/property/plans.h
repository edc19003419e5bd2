#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "oracle.h"

/// Numbers drawn one after the other from a list that RapidCheck makes and shrinks. Past its end, all
/// are 0, which stands for the simplest choice.
class Choices {
 public:
  explicit Choices(std::vector<std::uint32_t> words) : words_(std::move(words)) {}

  /// A number below `n`.
  std::size_t below(std::size_t n) {
    const std::uint32_t word = at_ < words_.size() ? words_[at_++] : 0;
    return n == 0 ? 0 : word % n;
  }
  bool percent(std::size_t p) { return below(100) >= 100 - p; }
  template <class T>
  const T& one_of(const std::vector<T>& list) {
    return list[below(list.size())];
  }

 private:
  std::vector<std::uint32_t> words_;
  std::size_t at_ = 0;
};

/// A standard step and its children, as their document has them.
struct Standard {
  oracle::Step step;
  std::vector<oracle::Step> children;
  std::string id() const;  ///< std:KEY@REV
};

/// What the procedures of a case may have.
struct Ingredients {
  std::size_t per_unit = 0;  ///< how many fields of a hundred
  std::vector<Standard> standards;
};

/// A valid procedure, up to five levels deep.
oracle::Procedure make_procedure(const std::string& key, const Ingredients& ingredients, Choices& choices);
/// The next revision of it: some steps are as they were, others are changed, moved or new.
oracle::Procedure revise(const oracle::Procedure& procedure, const Ingredients& ingredients,
                         Choices& choices);

Standard make_standard(const std::string& key, const Ingredients& ingredients, Choices& choices);
Standard revise(const Standard& standard, const Ingredients& ingredients, Choices& choices);

/// Its document as JSON, which is YAML too.
std::string document_of(const oracle::Procedure& procedure);
std::string document_of(const Standard& standard);

/// A value that a person might type into the field: fitting or not, within its limits or not.
std::string make_value(const oracle::Field& field, Choices& choices);
/// One that is judged `ok`.
std::string good_value(const oracle::Field& field);
