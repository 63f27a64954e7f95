#include "platform/mail/html_text.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>

#include "base/text.h"

namespace portico::mail {
namespace {

constexpr int deepest = 500;  // each end of an element asks all that are open

using Names = std::string_view;
bool is_one_of(std::string_view name, std::initializer_list<Names> names) { return std::ranges::find(names, name) != names.end(); }

bool is_hidden(std::string_view name) {
  return is_one_of(name, {"head", "script", "style", "title", "template", "object", "svg", "noframes"});
}
bool is_block(std::string_view name) {
  return is_one_of(name,
                   {"div",    "tr", "table", "ul", "ol",       "section", "article", "header",     "footer", "address", "form",   "hr",
                    "center", "dl", "dt",    "dd", "fieldset", "pre",     "li",      "blockquote", "body",   "tbody",   "caption"});
}
bool is_paragraph(std::string_view name) { return is_one_of(name, {"p", "h1", "h2", "h3", "h4", "h5", "h6"}); }

class Writer {
 public:
  void words(std::string_view text) {
    if (hidden_ > 0) return;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool no_break = text.substr(i, 2) == "\xc2\xa0";
      if (no_break) ++i;
      if (pre_ > 0 && text[i] == '\n')
        end_line();
      else if (pre_ > 0 && !no_break)
        letter(text[i]);
      else if (no_break || static_cast<unsigned char>(text[i]) <= 0x20)
        blank_ = !line_.empty();
      else
        letter(text[i]);
    }
  }
  void start(std::string_view name) {
    if (is_hidden(name)) ++hidden_;
    if (name == "br") end_line();
    if (is_block(name)) new_line();
    if (is_paragraph(name)) new_paragraph();
    if (name == "li" && hidden_ == 0) line_.assign(1, '-'), blank_ = true;
    if (is_one_of(name, {"td", "th"})) blank_ = !line_.empty();
    if (name == "pre") ++pre_;
    if (name == "blockquote") ++quotes_;
  }
  void end(std::string_view name) {
    if (is_hidden(name) && hidden_ > 0) --hidden_;
    if (is_block(name)) new_line();
    if (is_paragraph(name)) new_paragraph();
    if (name == "pre" && pre_ > 0) --pre_;
    if (name == "blockquote" && quotes_ > 0) --quotes_;
  }
  std::string take() {
    new_line();
    while (out_.ends_with("\n\n")) out_.pop_back();
    return std::move(out_);
  }

 private:
  void letter(char c) {
    if (blank_) line_ += ' ';
    blank_ = false;
    line_ += c;
  }
  void end_line() {
    blank_ = false;
    const bool at_start = out_.empty() && line_.empty();
    if (at_start || (line_.empty() && empty_ >= 2)) return;
    empty_ = line_.empty() ? empty_ + 1 : 0;
    for (int i = 0; i < std::min(quotes_, 10); ++i) out_ += line_.empty() && i + 1 == std::min(quotes_, 10) ? ">" : "> ";
    out_ += line_ + "\n";
    line_.clear();
  }
  void new_line() {
    blank_ = false;
    if (!line_.empty()) end_line();
  }
  void new_paragraph() {
    new_line();
    if (empty_ == 0) end_line();
  }

  std::string out_, line_;
  int hidden_ = 0, pre_ = 0, quotes_ = 0, empty_ = 0;
  bool blank_ = false;  // one waits before the next word
};

struct Reading {
  Writer writer;
  htmlParserCtxtPtr context = nullptr;
  bool cut = false;
};

std::string_view text_of(const xmlChar* name) { return reinterpret_cast<const char*>(name); }

void on_start(void* at, const xmlChar* name, const xmlChar**) {
  auto& reading = *static_cast<Reading*>(at);
  reading.writer.start(text_of(name));
  if (reading.context->nameNr > deepest) {
    reading.cut = true;
    xmlStopParser(reading.context);
  }
}
void on_end(void* at, const xmlChar* name) { static_cast<Reading*>(at)->writer.end(text_of(name)); }
void on_words(void* at, const xmlChar* text, int size) {
  static_cast<Reading*>(at)->writer.words({reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)});
}

struct FreeContext {
  void operator()(htmlParserCtxt* it) const {
    if (it->myDoc != nullptr) xmlFreeDoc(it->myDoc);
    htmlFreeParserCtxt(it);
  }
};

}  // namespace

Words html_text(std::string_view utf8) {
  static std::once_flag started;
  std::call_once(started, [] { xmlInitParser(); });
  if (utf8.empty()) return {};
  const std::unique_ptr<htmlParserCtxt, FreeContext> context(htmlCreateMemoryParserCtxt(utf8.data(), static_cast<int>(utf8.size())));
  if (!context) return {.text = {}, .cut = true};
  Reading reading;
  reading.context = context.get();
  *context->sax = htmlSAXHandler{};
  context->sax->startElement = &on_start;
  context->sax->endElement = &on_end;
  context->sax->characters = &on_words;
  context->sax->ignorableWhitespace = &on_words;
  context->userData = &reading;
  htmlCtxtUseOptions(context.get(),
                     HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  xmlSwitchEncoding(context.get(), XML_CHAR_ENCODING_UTF8);
  htmlParseDocument(context.get());
  return {reading.writer.take(), reading.cut};
}

std::string html_charset(std::string_view bytes) {
  const std::string front = lower_ascii(bytes.substr(0, 2048));
  const auto named = front.find("charset=");
  if (named == std::string::npos) return {};
  std::string_view rest = std::string_view(front).substr(named + 8);
  if (rest.starts_with('"') || rest.starts_with('\'')) rest.remove_prefix(1);
  return std::string(rest.substr(0, std::min<std::size_t>(rest.find_first_of("\"' ;>/\r\n"), 40)));
}

}  // namespace portico::mail
