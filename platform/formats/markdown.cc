#include "platform/formats/markdown.h"

#include <cmark.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

namespace portico::formats {
namespace {

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeIterator {
  void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};
struct FreeText {
  void operator()(char* text) const { std::free(text); }
};
using Document = std::unique_ptr<cmark_node, FreeNode>;

constexpr int lowest_heading = 6;

Document parsed(std::string_view markdown) {
  return Document(cmark_parse_document(markdown.data(), markdown.size(), CMARK_OPT_VALIDATE_UTF8));
}

// All nodes, each once, from the top down.
std::vector<cmark_node*> nodes_of(cmark_node* root) {
  std::vector<cmark_node*> all;
  const std::unique_ptr<cmark_iter, FreeIterator> walk(cmark_iter_new(root));
  for (auto event = cmark_iter_next(walk.get()); event != CMARK_EVENT_DONE; event = cmark_iter_next(walk.get()))
    if (event == CMARK_EVENT_ENTER) all.push_back(cmark_iter_get_node(walk.get()));
  return all;
}

std::string_view url_of(cmark_node* node) {
  const char* url = cmark_node_get_url(node);
  return url ? std::string_view(url) : std::string_view();
}

bool is_own(std::string_view url) { return url.starts_with('/') && !url.starts_with("//") && url.find('\\') == std::string_view::npos; }

bool leads_somewhere_good(std::string_view url) {
  constexpr std::array<std::string_view, 4> schemes{"https://", "http://", "mailto:", "tel:"};
  return is_own(url) || std::ranges::any_of(schemes, [&](std::string_view scheme) { return url.starts_with(scheme); });
}

bool is_html(cmark_node* node) {
  return cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK || cmark_node_get_type(node) == CMARK_NODE_HTML_INLINE;
}

// Its words stay where it stood.
void unwrap(cmark_node* node) {
  while (cmark_node* child = cmark_node_first_child(node)) cmark_node_insert_before(node, child);
  cmark_node_unlink(node);
  cmark_node_free(node);
}

void drop(cmark_node* node) {
  cmark_node_unlink(node);
  cmark_node_free(node);
}

void shift_headings(const std::vector<cmark_node*>& nodes, int highest) {
  int top = lowest_heading;
  for (cmark_node* node : nodes)
    if (cmark_node_get_type(node) == CMARK_NODE_HEADING) top = std::min(top, cmark_node_get_heading_level(node));
  int before = highest - 1;
  for (cmark_node* node : nodes) {
    if (cmark_node_get_type(node) != CMARK_NODE_HEADING) continue;
    before = std::min({cmark_node_get_heading_level(node) - top + highest, before + 1, lowest_heading});
    cmark_node_set_heading_level(node, before);
  }
}

// Innermost first: what an outer one leaves standing is whole.
void make_safe(const std::vector<cmark_node*>& nodes, const OwnPath& own) {
  for (auto at = nodes.rbegin(); at != nodes.rend(); ++at) {
    cmark_node* node = *at;
    const cmark_node_type type = cmark_node_get_type(node);
    if (is_html(node)) {
      drop(node);
    } else if (type == CMARK_NODE_IMAGE) {
      unwrap(node);
    } else if (type == CMARK_NODE_LINK) {
      const std::string_view url = url_of(node);
      const std::string to = leads_somewhere_good(url) ? is_own(url) && own ? own(url) : std::string(url) : std::string();
      if (to.empty())
        unwrap(node);
      else
        cmark_node_set_url(node, to.c_str());
    }
  }
}

int line_of(cmark_node* node) {
  while (node && cmark_node_get_start_line(node) == 0) node = cmark_node_parent(node);
  return node ? std::max(1, cmark_node_get_start_line(node)) : 1;
}

}  // namespace

std::string markdown_to_html(std::string_view markdown, int highest, const OwnPath& own) {
  const Document document = parsed(markdown);
  const auto nodes = nodes_of(document.get());
  shift_headings(nodes, highest);
  make_safe(nodes, own);
  const std::unique_ptr<char, FreeText> html(cmark_render_html(document.get(), CMARK_OPT_DEFAULT));
  return html.get();
}

std::string markdown_to_text(std::string_view markdown) {
  const Document document = parsed(markdown);
  std::string text;
  for (cmark_node* node : nodes_of(document.get())) {
    const cmark_node_type type = cmark_node_get_type(node);
    const char* literal =
        type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK ? cmark_node_get_literal(node) : nullptr;
    if (literal)
      text += literal;
    else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
      text += ' ';
    else if (type >= CMARK_NODE_FIRST_BLOCK && type <= CMARK_NODE_LAST_BLOCK && !text.empty() && text.back() != '\n')
      text += '\n';
  }
  return text;
}

std::vector<Fault> check_markdown(std::string_view markdown, std::string_view file, int first_line) {
  const Document document = parsed(markdown);
  std::vector<Fault> faults;
  const auto fault = [&](cmark_node* node, std::string reason, std::string accepted) {
    faults.push_back({std::string(file) + ":" + std::to_string(line_of(node) + first_line - 1), std::move(reason), std::move(accepted)});
  };
  for (cmark_node* node : nodes_of(document.get())) {
    if (is_html(node)) fault(node, "There is HTML in the text.", "Markdown alone");
    if (cmark_node_get_type(node) == CMARK_NODE_IMAGE) fault(node, "There is a picture in the text.", "words");
    if (cmark_node_get_type(node) == CMARK_NODE_LINK && !leads_somewhere_good(url_of(node)))
      fault(node, "A link leads to \"" + std::string(url_of(node)) + "\".",
            "https://…, mailto:…, tel:…, or a path of this site as /report");
  }
  return faults;
}

}  // namespace portico::formats
