#include <fmt/format.h>

#include <functional>
#include <mutex>
#include <stdexcept>

#include "platform/i18n/i18n.h"
#include "platform/letters/catalogue.h"
#include "platform/letters/ink.h"
#include "platform/letters/pages.h"
#include "platform/letters/plain.h"

namespace portico::letters {
namespace {

constexpr Style words{10.5}, heading{12, true}, name{13, true}, small{8.5};
constexpr double gap = 8, wide_gap = 16, signing = 26, code_size = 74, seal_size = 46, least_address = 7;

// One piece of the body with how it is drawn. What belongs to one block is one paragraph to a screen reader.
struct Part {
  Piece piece;
  std::size_t block = 0;
  const char* tag = "P";
  std::string words;
  std::function<void(cairo_t&, double y)> draw;
};

// Sets a letter's texts first, so that all that is wrong is found before anything is drawn.
class Composition {
 public:
  Composition(const Letter& letter, PangoFontMap& fonts, const std::string& language, bool right_to_left)
      : letter_(letter), sheet_(sheet_of(letter.paper, letter.window, right_to_left)), type_(fonts, language, right_to_left) {
    set_head();
    set_recipient();
    set_body();
  }
  std::vector<Fault>& faults() { return type_.faults; }
  std::string draw();
  const std::vector<std::string>& said() const { return said_; }

 private:
  void set_head();
  void set_recipient();
  void set_body();
  void set_ending();
  void set_link(const Link& link);
  void add_text(const std::string& text, Style style, const std::string& field, double space_before, bool with_former = false,
                const char* tag = "P");
  void begin(cairo_t& ink, const char* tag);
  void say(const std::string& more);
  void say(const Text& text);
  void draw_head(cairo_t& ink);
  void draw_later_head(cairo_t& ink);
  void draw_body(cairo_t& ink, const Page& page, double y);
  void draw_page_number(cairo_t& ink, std::size_t page, std::size_t pages);
  double body_width() const { return sheet_.right - sheet_.left; }

  const Letter& letter_;
  Sheet sheet_;
  Type type_;
  Surface seal_{nullptr, &cairo_surface_destroy};
  Box seal_at_, name_at_;
  std::vector<Text> texts_;  // of the body
  Text name_, return_line_, reference_;
  std::vector<Text> lines_, recipient_, beside_;
  std::vector<Part> parts_;
  std::vector<std::string> said_;  // what each part that was drawn says
  std::size_t blocks_ = 0;
};

void Composition::set_head() {
  name_at_ = seal_at_ = sheet_.name;
  if (!letter_.sender.seal.empty()) {
    seal_ = picture_of(letter_.sender.seal);
    if (!seal_) faults().push_back({"sender.seal", "cannot be read", "a PNG"});
    const double beside = seal_size + 10;
    seal_at_.width = seal_at_.height = seal_size;
    name_at_.width -= beside;
    (type_.right_to_left() ? seal_at_.x : name_at_.x) += type_.right_to_left() ? name_at_.width + 10 : beside;
  }
  name_ = type_.set(letter_.sender.name, name, name_at_.width, "sender.name");
  double height = 0;
  for (std::size_t i = 0; i < letter_.sender.lines.size(); ++i) {
    lines_.push_back(type_.set(isolated(letter_.sender.lines[i]), small, sheet_.lines.width, fmt::format("sender.lines[{}]", i)));
    height += lines_.back().height;
  }
  if (height > sheet_.lines.height || name_.height > name_at_.height)
    faults().push_back({"sender", "is higher than the head of a letter", "a shorter name, or fewer lines"});
  beside_.push_back(type_.set(letter_.date, words, sheet_.beside.width, "date"));
  if (!letter_.reference.empty()) {
    const auto text = letter_.reference_name + " " + isolated(letter_.reference);
    beside_.push_back(type_.set(text, words, sheet_.beside.width, "reference"));
    reference_ = type_.set(text, small, body_width() / 2, "reference", Side::far, Wrap::one_line);
  }
}

// Always at the window's left, whatever the language: the envelope does not turn with it.
void Composition::set_recipient() {
  for (std::size_t i = 0; i < letter_.recipient.size(); ++i) {
    const auto field = fmt::format("recipient[{}]", i);
    const auto line = isolated(letter_.recipient[i]);
    for (Style style = words;; style.size -= 0.5) {
      auto text = type_.set(line, style, sheet_.window.width, field, Side::left);
      if (text.lines.size() > 1 && style.size - 0.5 >= least_address) continue;
      if (text.lines.size() > 1)
        faults().push_back(
            {field, "is wider than the envelope's window", fmt::format("at most {:.0f} mm", sheet_.window.width * 25.4 / 72)});
      recipient_.push_back(std::move(text));
      break;
    }
  }
  if (letter_.window != Window::din) return;
  std::string whole = letter_.sender.name;
  for (const auto& line : letter_.sender.lines) whole += " · " + isolated(line);
  return_line_ = type_.set(whole, {6.5}, sheet_.window.width, "sender", Side::left);
}

void Composition::add_text(const std::string& text, Style style, const std::string& field, double space_before, bool with_former,
                           const char* tag) {
  texts_.push_back(type_.set(text, style, body_width(), field));
  const auto& lines = texts_.back().lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool may_begin = i == 0 ? !with_former : may_part(i, lines.size());
    parts_.push_back({{lines[i].height, i == 0 ? space_before : 0, may_begin},
                      blocks_,
                      tag,
                      lines[i].words,
                      [this, line = lines[i]](cairo_t& ink, double y) { draw_line(ink, sheet_.left, y, line); }});
  }
  ++blocks_;
}

void Composition::set_body() {
  add_text(letter_.subject, heading, "subject", 0, false, "H1");
  for (std::size_t i = 0; i < letter_.paragraphs.size(); ++i)
    add_text(letter_.paragraphs[i], words, fmt::format("paragraphs[{}]", i), i == 0 ? wide_gap - 4 : gap, i == 0);
  set_ending();
  if (letter_.link) set_link(*letter_.link);
}

void Composition::set_ending() {
  if (!letter_.closing.empty()) add_text(letter_.closing, words, "closing", wide_gap, true);
  if (!letter_.signer.empty()) add_text(letter_.signer, words, "signer", letter_.closing.empty() ? wide_gap : signing, true);
  if (!letter_.department.empty()) add_text(letter_.department, words, "department", 0, true);
}

// The code at the near side, its words and the address beside it: one piece.
void Composition::set_link(const Link& link) {
  const double beside = code_size + 14, width = body_width() - beside;
  texts_.push_back(type_.set(link.words, words, width, "link.words"));
  const auto at = texts_.size();
  texts_.push_back(type_.set(isolated(link.address), small, width, "link.address"));
  const double height = texts_[at - 1].height + 3 + texts_[at].height;
  const Piece piece{std::max(code_size + 4, height), wide_gap + 8, true};
  parts_.push_back({piece, blocks_++, "P", link.words + " " + link.address, [this, at, beside, &link](cairo_t& ink, double y) {
                      const double code_x = type_.right_to_left() ? sheet_.right - code_size : sheet_.left;
                      const double text_x = type_.right_to_left() ? sheet_.left : sheet_.left + beside;
                      draw_code(ink, {code_x, y + 2, code_size, code_size}, link.address);
                      const double below = draw_text(ink, {text_x, y}, texts_[at - 1]) + 3;
                      cairo_tag_begin(&ink, CAIRO_TAG_LINK, fmt::format("uri='{}'", link.address).c_str());
                      draw_text(ink, {text_x, below}, texts_[at]);
                      cairo_tag_end(&ink, CAIRO_TAG_LINK);
                    }});
}

void Composition::begin(cairo_t& ink, const char* tag) {
  cairo_tag_begin(&ink, tag, nullptr);
  said_.emplace_back();
}

void Composition::say(const std::string& more) {
  auto& said = said_.back();
  if (!said.empty() && !said.ends_with(' ')) said += ' ';
  said += more;
}

void Composition::say(const Text& text) {
  for (const auto& line : text.lines) say(line.words);
}

void Composition::draw_head(cairo_t& ink) {
  const auto draw_all = [&](Box at, const std::vector<Text>& texts) {
    begin(ink, "P");
    for (const auto& text : texts) {
      at.y = draw_text(ink, at, text);
      say(text);
    }
    cairo_tag_end(&ink, "P");
  };
  begin(ink, "P");
  draw_text(ink, name_at_, name_);
  say(name_);
  cairo_tag_end(&ink, "P");
  draw_all(sheet_.lines, lines_);
  if (return_line_.layout) draw_text(ink, {sheet_.window.x, sheet_.window.y - return_line_.height - 3}, return_line_);
  double height = 0;
  for (const auto& text : recipient_) height += text.height;
  Box at = sheet_.window;
  if (letter_.window == Window::us_10 && height < at.height) at.y += at.height - height;  // the part that shows however the letter lies
  draw_all(at, recipient_);
  draw_all(sheet_.beside, beside_);
  for (const double fold : sheet_.folds) draw_rule(ink, 12, fold, 10);
}

void Composition::draw_later_head(cairo_t& ink) {
  const double y = 0.6 * 72, middle = sheet_.left + body_width() / 2;
  const bool mirrored = type_.right_to_left();
  texts_.push_back(type_.set(letter_.sender.name, small, body_width() / 2, "sender.name", Side::near, Wrap::one_line));
  draw_text(ink, {mirrored ? middle : sheet_.left, y}, texts_.back());
  if (reference_.layout) draw_text(ink, {mirrored ? sheet_.left : middle, y}, reference_);
  draw_rule(ink, sheet_.left, y + 20, body_width());
}

void Composition::draw_page_number(cairo_t& ink, std::size_t page, std::size_t pages) {
  texts_.push_back(type_.set(isolated(fmt::format("{} / {}", page, pages)), small, body_width(), "", Side::middle));
  draw_text(ink, {sheet_.left, sheet_.page_number}, texts_.back());
}

void Composition::draw_body(cairo_t& ink, const Page& page, double y) {
  const std::size_t end = page.first + page.count;
  for (std::size_t i = page.first; i < end; ++i) {
    const auto& part = parts_[i];
    if (i != page.first) y += part.piece.space_before;
    if (i == page.first || parts_[i - 1].block != part.block) begin(ink, part.tag);
    part.draw(ink, y);
    say(part.words);
    y += part.piece.height;
    if (i + 1 == end || parts_[i + 1].block != part.block) cairo_tag_end(&ink, part.tag);
  }
}

std::string Composition::draw() {
  std::string bytes;
  const auto pdf = new_pdf(sheet_, {letter_.subject, letter_.sender.name, letter_.reference, letter_.written_at}, bytes);
  const Drawing ink(cairo_create(pdf.get()), &cairo_destroy);
  std::vector<Piece> pieces;
  for (const auto& part : parts_) pieces.push_back(part.piece);
  const auto pages = break_pages(pieces, sheet_.bottom - sheet_.body, sheet_.bottom - sheet_.later_body);
  if (seal_) draw_picture(*ink, seal_at_, *seal_);  // Cairo 1.16 takes no picture within a tag
  cairo_tag_begin(ink.get(), "Document", nullptr);
  for (std::size_t page = 0; page < pages.size(); ++page) {
    page == 0 ? draw_head(*ink) : draw_later_head(*ink);
    draw_body(*ink, pages[page], page == 0 ? sheet_.body : sheet_.later_body);
    if (pages.size() > 1) draw_page_number(*ink, page + 1, pages.size());
    if (page + 1 == pages.size()) cairo_tag_end(ink.get(), "Document");
    cairo_show_page(ink.get());
  }
  cairo_surface_finish(pdf.get());
  for (const auto status : {cairo_status(ink.get()), cairo_surface_status(pdf.get())})
    if (status != CAIRO_STATUS_SUCCESS) throw std::runtime_error(fmt::format("Cairo draws no letter: {}", cairo_status_to_string(status)));
  return bytes;
}

}  // namespace

struct Press::Inside {
  Held<PangoFontMap> fonts;
  mutable std::mutex one_at_a_time;  // Pango's font map is not for two threads
};

Outcome<Press> Press::open(const std::filesystem::path& fonts) {
  auto map = open_fonts(fonts);
  if (!map) return std::unexpected(map.error());
  auto inside = std::make_shared<Inside>();
  inside->fonts = std::move(*map);
  return Press(std::move(inside));
}

Outcome<std::string> Press::print(const Letter& letter) const {
  const auto language = i18n::find_language(letter.language, "language");
  if (!language) return std::unexpected(language.error());
  if (auto faults = faults_of(letter); !faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  const std::lock_guard lock(inside_->one_at_a_time);
  Composition composition(letter, *inside_->fonts, language->tag, language->right_to_left);
  if (!composition.faults().empty()) return std::unexpected(Refusal{Refused::invalid, std::move(composition.faults())});
  auto pdf = composition.draw();
  return with_words(std::move(pdf), language->tag, language->right_to_left, composition.said());
}

}  // namespace portico::letters
