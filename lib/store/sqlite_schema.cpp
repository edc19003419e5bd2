#include <algorithm>

#include "base/concat.h"
#include "store/sqlite_driver.h"

namespace traveler::store {
namespace {

/// The text without comments and the blanks that no word needs.
std::string compact_sql(std::string_view sql) {
  constexpr std::string_view kPunctuation = "(),=<>|+*/%";
  std::string out;
  bool blank = false;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    const char c = sql[i];
    if (sql.substr(i).starts_with("-"
                                  "-")) {
      i = std::min(sql.find('\n', i), sql.size());
      blank = true;
    } else if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
      blank = true;
    } else {
      const bool joins = out.empty() || kPunctuation.find(c) != std::string_view::npos ||
                         kPunctuation.find(out.back()) != std::string_view::npos;
      if (blank && !joins) out += ' ';
      blank = false;
      const std::size_t end = c == '\'' || c == '"' ? sql.find(c, i + 1) : i;
      out += sql.substr(i, end - i + 1);
      i = end;
    }
  }
  return out;
}

}  // namespace

void Connection::compact_schema() {
  std::vector<std::pair<std::string, std::string>> texts;
  {
    Statement row = prepare_once("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid");
    while (row.step()) texts.emplace_back(row.string(0), compact_sql(row.text(1)));
  }
  Statement put = prepare_once("UPDATE sqlite_schema SET sql = $1 WHERE name = $2");
  for (const auto& [name, text] : texts) {
    put.bind(text, name);
    put.step();
  }
  // What follows is checked against the schema as it is now.
  run_script("PRAGMA writable_schema = RESET; PRAGMA writable_schema = ON");
}

std::vector<SchemaObject> Connection::schema() {
  Statement row = prepare_once(
      "SELECT type, name, tbl_name, ifnull(sql, '') FROM sqlite_schema ORDER BY type, name, tbl_name, sql");
  std::vector<SchemaObject> out;
  while (row.step()) out.push_back({row.string(0), row.string(1), row.string(2), row.string(3)});
  return out;
}

std::optional<std::string> Connection::broken_reference() {
  Statement row = prepare_once("PRAGMA foreign_key_check");
  return row.step() ? std::optional(row.string(0)) : std::nullopt;
}

void Connection::check_pages(int limit, const std::function<void(std::string)>& tell) {
  Statement row = prepare_once(concat("PRAGMA integrity_check(", limit, ')'));
  while (row.step()) {
    if (row.text(0) != "ok") tell(row.string(0));
  }
}

}  // namespace traveler::store
