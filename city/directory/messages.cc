#include "city/directory/shell.h"
#include "platform/i18n/catalogues.h"

namespace portico::directory {

const i18n::Messages& messages() {
  static const i18n::Messages read = i18n::read_catalogues("city/directory", embedded);
  return read;
}

}  // namespace portico::directory
