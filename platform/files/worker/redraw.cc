#include "platform/files/worker/redraw.h"

#include <vips/vips.h>

#include <cstdlib>
#include <memory>

#include "platform/files/kind.h"
#include "platform/files/worker/answer.h"

namespace portico::files {
namespace {

constexpr std::int64_t most_pixels = 64'000'000;
constexpr int most_frames = 200, longest_edge = 2560, longest_small_edge = 480, quality = 82, small_quality = 76;

// Errors end the drawing, as does a picture that was cut off; mere warnings, which some cameras' files always give, do not.
constexpr VipsFailOn strict = VIPS_FAIL_ON_ERROR;

// To the decoder a JPEG that was cut off is one with a warning, and grey from there on.
bool cut_off(Kind kind, std::string_view bytes) {
  using namespace std::string_view_literals;
  if (kind != Kind::jpeg) return false;
  const auto last_scan = bytes.rfind("\xff\xda"sv), end = bytes.rfind("\xff\xd9"sv);
  return last_scan == bytes.npos || end == bytes.npos || end < last_scan;
}

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

Image open(Kind kind, void* bytes, std::size_t size) {
  VipsImage* image = nullptr;
  const auto load = [&](auto loader) {
    return loader(bytes, size, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", strict, static_cast<void*>(nullptr)) == 0;
  };
  const bool opened = kind == Kind::jpeg   ? load(vips_jpegload_buffer)
                      : kind == Kind::png  ? load(vips_pngload_buffer)
                      : kind == Kind::webp ? load(vips_webpload_buffer)
                      : kind == Kind::gif  ? load(vips_gifload_buffer)
                      : kind == Kind::heif ? load(vips_heifload_buffer)
                                           : false;
  return Image(opened ? image : nullptr);
}

Image without_transparency(Image image) {
  if (!vips_image_hasalpha(image.get())) return image;
  const double white[] = {255, 255, 255};
  VipsArrayDouble* background = vips_array_double_new(white, 3);
  VipsImage* flat = nullptr;
  const int failed = vips_flatten(image.get(), &flat, "background", background, static_cast<void*>(nullptr));
  vips_area_unref(VIPS_AREA(background));
  return Image(failed ? nullptr : flat);
}

// Upright, in sRGB and bounded; drawn here and now, so that whatever is wrong with the picture is found.
Image drawn(void* bytes, std::size_t size) {
  VipsImage* shrunk = nullptr;
  if (vips_thumbnail_buffer(bytes, size, &shrunk, longest_edge, "height", longest_edge, "size", VIPS_SIZE_DOWN, "export_profile", "srgb",
                            "fail_on", strict, static_cast<void*>(nullptr)) != 0)
    return nullptr;
  Image flat = without_transparency(Image(shrunk));
  return flat ? Image(vips_image_copy_memory(flat.get())) : nullptr;
}

Image smaller(const Image& image) {
  VipsImage* shrunk = nullptr;
  if (vips_thumbnail_image(image.get(), &shrunk, longest_small_edge, "height", longest_small_edge, "size", VIPS_SIZE_DOWN,
                           static_cast<void*>(nullptr)) != 0)
    return nullptr;
  return Image(shrunk);
}

std::string as_jpeg(const Image& image, int with_quality) {
  void* bytes = nullptr;
  std::size_t size = 0;
  if (!image || vips_jpegsave_buffer(image.get(), &bytes, &size, "Q", with_quality, "strip", TRUE, "optimize_coding", TRUE,
                                     static_cast<void*>(nullptr)) != 0)
    return {};
  std::string jpeg(static_cast<const char*>(bytes), size);
  g_free(bytes);
  return jpeg;
}

}  // namespace

void start_drawing(const char* program) {
  if (VIPS_INIT(program) != 0) std::_Exit(127);
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  vips_operation_block_set("VipsForeignLoad", TRUE);
  for (const char* loader : {"VipsForeignLoadJpegBuffer", "VipsForeignLoadPngBuffer", "VipsForeignLoadWebpBuffer",
                             "VipsForeignLoadNsgifBuffer", "VipsForeignLoadHeifBuffer"})
    vips_operation_block_set(loader, FALSE);
}

Drawing redraw(std::string_view bytes) {
  const auto kind = kind_of(bytes);
  if (!kind || !is_picture(*kind) || cut_off(*kind, bytes)) return {.code = unreadable_to_redraw};
  void* const start = const_cast<char*>(bytes.data());  // libvips only reads it
  const Image head = open(*kind, start, bytes.size());  // its header alone
  if (!head) return {.code = unreadable_to_redraw};
  const std::int64_t pixels = std::int64_t{head->Xsize} * head->Ysize;
  if (pixels > most_pixels || vips_image_get_n_pages(head.get()) > most_frames) return {.code = too_many_pixels_to_redraw};
  const Image large = drawn(start, bytes.size());
  if (!large) return {.code = unreadable_to_redraw};
  Drawing drawing{.code = redrawn, .large = as_jpeg(large, quality), .small = as_jpeg(smaller(large), small_quality)};
  drawing.width = large->Xsize;
  drawing.height = large->Ysize;
  if (drawing.large.empty() || drawing.small.empty()) return {.code = unreadable_to_redraw};
  return drawing;
}

}  // namespace portico::files
