-- What is published: generations of each tenant, which of them serves, and their further files.
-- The records of generation 7 and the words in them are the tables fingerpost_data.record_7 and term_7: a publish
-- fills tables of its own, and an old generation leaves without a trace, so that nothing needs vacuuming.
CREATE SCHEMA fingerpost_data;

CREATE TABLE fingerpost.generation (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text NOT NULL CHECK (tenant ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    format integer NOT NULL,
    fingerprint text NOT NULL,
    built_at text NOT NULL,
    records integer NOT NULL CHECK (records >= 0),
    files text[] NOT NULL,  -- names of its blobs
    published_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON fingerpost.generation (tenant, number);

-- The pointer: a reader that opens now gets this generation.
CREATE TABLE fingerpost.serving (
    tenant text PRIMARY KEY,
    number bigint NOT NULL REFERENCES fingerpost.generation
);

CREATE TABLE fingerpost.blob (
    generation bigint NOT NULL REFERENCES fingerpost.generation ON DELETE CASCADE,
    name text NOT NULL,
    sha256 text NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (generation, name)
);

-- A reader can change nothing. A publisher can add and remove generations, and change no table that it did not make.
GRANT USAGE ON SCHEMA fingerpost TO fingerpost_reader, fingerpost_publisher;
GRANT USAGE ON SCHEMA fingerpost_data TO fingerpost_reader;
GRANT USAGE, CREATE ON SCHEMA fingerpost_data TO fingerpost_publisher;
GRANT SELECT ON ALL TABLES IN SCHEMA fingerpost TO fingerpost_reader, fingerpost_publisher;
GRANT INSERT, DELETE ON fingerpost.generation, fingerpost.blob TO fingerpost_publisher;
GRANT INSERT, UPDATE ON fingerpost.serving TO fingerpost_publisher;
