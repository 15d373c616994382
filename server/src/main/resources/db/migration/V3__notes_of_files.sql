-- What is worth knowing of a file, told with the file's end: an export that is taken over keeps its stored files, and so their notes.
ALTER TABLE export_file ADD COLUMN notes text[] NOT NULL DEFAULT '{}';
