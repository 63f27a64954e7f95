// For the directory's tests: a small whole pack in a folder of its own, to be spoilt at will.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace portico::directory {

class PackFolder {
 public:
  PackFolder()
      : folder_(std::filesystem::temp_directory_path() / ("portico-pack-" + std::to_string(::getpid()) + "-" + std::to_string(++made_))) {
    std::filesystem::create_directories(folder_);
    write("city.toml", R"([city]
code = "harborview"
name = "City of Harborview"
short_name = "Harborview 311"
zone = "America/New_York"
languages = ["en", "es"]
phone = "311"
emergency = "911"
boundary = "council"

[brand]
brand-deep = "#06323B"
)");
    write(
        "agencies.csv",
        "code,name,phone,email,url\nDSW,Street Works,311,dsw@harborview.example,https://harborview.example/dsw\nDPT,Parks and Trees,,,\n");
    write("services.toml", R"([[group]]
code = "streets"
name = "Streets and sidewalks"

[[service]]
code = "POTHOLE"
name = "Pothole"
about = "A hole in the road."
agency = "DSW"
group = "streets"
description = "public"
keywords = ["road", "hole"]
danger_words = ["gas smell"]

[[service.question]]
code = "WHERE"
text = "Where in the road is it?"
datatype = "singlevaluelist"
required = true
values = [ { key = "lane", name = "Driving lane" }, { key = "bike", name = "Bike lane" } ]

[[service]]
code = "TREE"
name = "Fallen tree"
agency = "DPT"
)");
    write("calendars.toml", "[calendar.office]\nweek = { mon = [\"09:00-17:00\"] }\n");
    write("slas.toml", "");
    write("districts.toml", R"([[set]]
code = "council"
name = "Council district"
file = "districts/council.geojson"
code_property = "id"
name_property = "name"
effective = 2023-01-01
)");
    write("districts/council.geojson", R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"id":1,"name":"West"},"geometry":{"type":"Polygon","coordinates":[[[-74.02,40.70],[-74.00,40.70],[-74.00,40.72],[-74.02,40.72],[-74.02,40.70]]]}},
{"type":"Feature","properties":{"id":2,"name":"East"},"geometry":{"type":"Polygon","coordinates":[[[-74.00,40.70],[-73.98,40.70],[-73.98,40.72],[-74.00,40.72],[-74.00,40.70]]]}}]})");
    write("sites.csv",
          "code,name,address,latitude,longitude,phone,calendar,languages\nOLDPORT,Old Port Center,12 Quay "
          "Street,40.71,-74.01,311,office,en es\n");
    write("texts/es.toml",
          "\"service.POTHOLE.name\" = \"Bache\"\n\"sla.POTHOLE.words\" = \"En 3 días\"\nvalue.POTHOLE.WHERE.bike = \"Carril bici\"\n");
    write("server.toml", "[open311]\npost = \"key\"\nposts_per_minute = 30\nburst = 5\nlimit_loopback = true\n");
    write("seal.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 2 2\"><circle r=\"1\"/></svg>");
  }
  ~PackFolder() { std::filesystem::remove_all(folder_); }
  PackFolder(const PackFolder&) = delete;

  const std::filesystem::path& path() const { return folder_; }
  void write(const std::string& file, const std::string& text) {
    std::filesystem::create_directories((folder_ / file).parent_path());
    std::ofstream(folder_ / file, std::ios::binary) << text;
  }
  void remove(const std::string& file) { std::filesystem::remove(folder_ / file); }
  // Puts `now` where `before` stands in the file; the first place only.
  void change(const std::string& file, const std::string& before, const std::string& now) {
    std::ifstream in(folder_ / file, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    const auto at = text.find(before);
    if (at == std::string::npos) throw std::logic_error(file + " has no " + before);
    write(file, text.replace(at, before.size(), now));
  }

 private:
  static inline int made_ = 0;
  std::filesystem::path folder_;
};

}  // namespace portico::directory
