#include "base/concat.h"
#include "format/objects.h"
#include "model/settings.h"
#include "ops/operation.h"
#include "store/settings.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr ArgumentSpec kKey{.name = "key",
                            .type = ArgumentType::kId,
                            .help = "key of the setting",
                            .positional = true,
                            .required = true,
                            .refers_to = ObjectKind::kSetting};
constexpr ArgumentSpec kShowOrigin{
    .name = "show_origin", .type = ArgumentType::kFlag, .help = "tell where the value comes from"};
constexpr ArgumentSpec kGet[] = {kKey, kShowOrigin};
constexpr ArgumentSpec kSet[] = {
    kKey, {.name = "value", .help = "new value of the setting", .positional = true, .required = true}};
constexpr ArgumentSpec kList[] = {kShowOrigin};

const SettingSpec& need_setting(const std::string& key) {
  if (find_setting_spec(key) == nullptr) check_setting(key, "");
  return *find_setting_spec(key);
}

Value setting_value(store::Connection& db, const SettingSpec& spec) {
  const auto own = store::find_setting(db, spec.key);
  Value out = Value::object();
  out.add("key", spec.key)
      .add("value", own ? Value(*own) : Value(spec.fallback))
      .add("origin", own ? "workspace" : "built-in")
      .add("help", spec.help);
  return out;
}

void get(Query& query, const Arguments& args, const RowSink& row) {
  row(setting_value(query.db, need_setting(args.text("key"))));
}

void list(Query& query, const Arguments&, const RowSink& row) {
  for (const SettingSpec& spec : setting_specs()) row(setting_value(query.db, spec));
}

Value set(Command& command, const Arguments& args) {
  const SettingSpec& spec = need_setting(args.text("key"));
  check_setting(spec.key, args.text("value"));
  if (spec.is_zone && !TimeZone::load(args.text("value"))) {
    throw Error(ErrorCode::kValueInvalid,
                concat("'", args.text("value"), "' is no time zone of this machine"))
        .with_subject(std::string(spec.key))
        .with_hint("write an IANA name, as Europe/Berlin; they come with the package tzdata");
  }
  const Setting before{std::string(spec.key), command.setting(spec.key)};
  const Setting after{before.key, args.text("value")};
  command.record_change(&before, after);
  Value made = Value::object();
  made.add("settings", Value::List{setting_value(command.db(), spec)});
  return made;
}

constexpr Operation kOperations[] = {
    {.spec = {.name = "config.get", .summary = "print one setting", .arguments = kGet, .answer = "setting"},
     .read = get},
    {.spec = {.name = "config.set",
              .effect = Effect::kChanges,
              .summary = "change a setting of the workspace",
              .arguments = kSet,
              .answer = "setting"},
     .change = set},
    {.spec = {.name = "config.list",
              .summary = "list the settings",
              .arguments = kList,
              .lists = true,
              .answer = "setting"},
     .read = list},
};

}  // namespace

std::span<const Operation> config_operations() { return kOperations; }

}  // namespace traveler::ops
