"""案件台账, the township's own file: fields, recognition, reading."""
