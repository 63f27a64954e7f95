-- A box is walked newest first, block by block (platform/geo, Patch); who looks for a request already reported asks for open ones alone.
DROP INDEX cases_by_cell;
CREATE INDEX cases_by_block ON cases_case (((cell / 4194304) * 1048576 + (cell % 1048576) / 4), opened, id, cell) WHERE cell IS NOT NULL;
CREATE INDEX cases_open_by_cell ON cases_case (cell, service, opened) WHERE status = 0 AND cell IS NOT NULL;
