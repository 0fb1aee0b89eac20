-- One login that publishes and one that reads; their rights come from the roles that 'fingerpost index migrate' made.
\set publisher `cat /run/secrets/publisher`
\set reader `cat /run/secrets/reader`
SELECT 'CREATE ROLE publisher LOGIN IN ROLE fingerpost_publisher'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'publisher') \gexec
SELECT 'CREATE ROLE reader LOGIN IN ROLE fingerpost_reader'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reader') \gexec
ALTER ROLE publisher PASSWORD :'publisher';
ALTER ROLE reader PASSWORD :'reader';
