#include "platform/formats/qr.h"

#include <qrencode.h>

#include <memory>

namespace portico::formats {

std::vector<std::vector<bool>> qr_code(std::string_view text) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M), &QRcode_free);
  std::vector<std::vector<bool>> rows;
  if (!code) return rows;
  for (int row = 0; row < code->width; ++row) {
    rows.emplace_back();
    for (int column = 0; column < code->width; ++column) rows.back().push_back((code->data[row * code->width + column] & 1) != 0);
  }
  return rows;
}

}  // namespace portico::formats
