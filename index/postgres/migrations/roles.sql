-- Three roles without a login; people and programs log in as members of one of them.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['fingerpost_owner', 'fingerpost_publisher', 'fingerpost_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        END IF;
    END LOOP;
    -- A publisher reads what is served, so as to learn again only what has changed.
    IF NOT pg_has_role('fingerpost_publisher', 'fingerpost_reader', 'MEMBER') THEN
        EXECUTE 'GRANT fingerpost_reader TO fingerpost_publisher';
    END IF;
    -- A managed server's administrator is no superuser, and must be a member of the role that owns the tables.
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        BEGIN
            EXECUTE 'GRANT fingerpost_owner TO CURRENT_USER';
        EXCEPTION WHEN insufficient_privilege THEN
            NULL;  -- somebody else made the role, and has granted it or not
        END;
    END IF;
    EXECUTE format('GRANT CREATE ON DATABASE %I TO fingerpost_owner', current_database());
END
$$;
