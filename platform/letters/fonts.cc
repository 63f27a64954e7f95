#include "platform/letters/fonts.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>

#include <stdexcept>

namespace portico::letters {
namespace {

struct File {
  const char *path, *package;
};
const File files[] = {
    {"noto/NotoSans-Regular.ttf", "fonts-noto-core"},
    {"noto/NotoSans-Bold.ttf", "fonts-noto-core"},
    {"noto/NotoNaskhArabic-Regular.ttf", "fonts-noto-core"},
    {"noto/NotoNaskhArabic-Bold.ttf", "fonts-noto-core"},
    {"noto/NotoNastaliqUrdu-Regular.ttf", "fonts-noto-core"},
    {"noto/NotoNastaliqUrdu-Bold.ttf", "fonts-noto-core"},
    {"noto/NotoSansBengali-Regular.ttf", "fonts-noto-core"},
    {"noto/NotoSansBengali-Bold.ttf", "fonts-noto-core"},
    {"wqy/wqy-microhei.ttc", "fonts-wqy-microhei"},
    // Names and addresses come from everywhere: the scripts that a city hears of most besides.
    {"noto/NotoSansHebrew-Regular.ttf", "fonts-noto-core"},
    {"noto/NotoSansDevanagari-Regular.ttf", "fonts-noto-core"},
    {"noto/NotoSansGujarati-Regular.ttf", "fonts-noto-core"},
    {"noto/NotoSansGurmukhi-Regular.ttf", "fonts-noto-core"},
    {"noto/NotoSansTamil-Regular.ttf", "fonts-noto-core"},
    {"noto/NotoSansThai-Regular.ttf", "fonts-noto-core"},
    {"noto/NotoSansArmenian-Regular.ttf", "fonts-noto-core"},
    {"noto/NotoSansGeorgian-Regular.ttf", "fonts-noto-core"},
    {"noto/NotoSansEthiopic-Regular.ttf", "fonts-noto-core"},
    {"noto/NotoSansSymbols2-Regular.ttf", "fonts-noto-core"},
};
constexpr auto others =
    ",Noto Sans,Noto Naskh Arabic,Noto Sans Bengali,WenQuanYi Micro Hei,Noto Sans Hebrew,Noto Sans Devanagari,Noto Sans Gujarati,"
    "Noto Sans Gurmukhi,Noto Sans Tamil,Noto Sans Thai,Noto Sans Armenian,Noto Sans Georgian,Noto Sans Ethiopic,Noto Sans Symbols2";

// Chinese and Korean come in one weight: what is to be bold is drawn so. Nothing else is said, so that no machine's settings come in.
constexpr auto rules = R"(<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><match target="font"><test name="weight" compare="less_eq"><const>medium</const></test>
<test target="pattern" name="weight" compare="more_eq"><const>bold</const></test>
<edit name="embolden" mode="assign"><bool>true</bool></edit></match></fontconfig>)";

}  // namespace

Outcome<Held<PangoFontMap>> open_fonts(const std::filesystem::path& folder) {
  const std::unique_ptr<FcConfig, decltype(&FcConfigDestroy)> config(FcConfigCreate(), &FcConfigDestroy);
  if (!config || FcConfigParseAndLoadFromMemory(config.get(), reinterpret_cast<const FcChar8*>(rules), FcTrue) == FcFalse)
    throw std::runtime_error("fontconfig does not take our rules");
  for (const auto& file : files) {
    const auto path = folder / file.path;
    if (FcConfigAppFontAddFile(config.get(), reinterpret_cast<const FcChar8*>(path.c_str())) == FcFalse)
      return refuse(Refused::unavailable, path.string(), "this font is not there, and letters are written with it",
                    std::string("Debian's ") + file.package);
  }
  Held<PangoFontMap> map(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
  if (!map) throw std::runtime_error("Pango draws no FreeType fonts here");
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map.get()), config.get());
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map.get()), 72);  // a unit is a point
  return map;
}

Hand hand_of(std::string_view language) {
  const auto primary = language.substr(0, language.find('-'));
  if (primary == "ur") return {std::string("Noto Sans,Noto Nastaliq Urdu") + others, 1.0, 1.4, 0.86};  // digits and Latin names in one hand
  if (primary == "ar" || primary == "fa") return {std::string("Noto Naskh Arabic") + others, 1.15, 1.4};
  if (primary == "bn") return {std::string("Noto Sans Bengali") + others, 1.05, 1.4};
  if (primary == "zh" || primary == "ko" || primary == "ja") return {std::string("WenQuanYi Micro Hei") + others, 1.0, 1.6};
  return {std::string("Noto Sans") + others, 1.0, 1.36};
}

}  // namespace portico::letters
