-- The water and the parks that packs drew: the newest row counts, the older ones stay. The event tells the same hash.
CREATE TABLE directory_ground (
  version KEY64,             -- from 1
  hash TEXT NOT NULL,        -- SHA-256 of lines, hex
  lines TEXT NOT NULL        -- as ground.h packs them; '' where the pack draws none
);
