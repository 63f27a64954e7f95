-- Why a person has hidden a photo: "person", "private" and the like; '' where nobody said.
ALTER TABLE cases_photo ADD COLUMN why TEXT NOT NULL DEFAULT '';
