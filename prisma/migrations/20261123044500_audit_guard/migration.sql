-- CreateTable
CREATE TABLE "audit_head" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "place" INTEGER NOT NULL,
    "seal" TEXT NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("id")
);

-- What Prisma's datamodel has no word for: an entry is written once, gets its seal, and stays. The engine that applies migrations
-- cuts them at every semicolon, also within quotes, so those of the function are written as \x3b.
CREATE FUNCTION "goherd_keep_audit"() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
    RAISE EXCEPTION ''entries of the audit log are neither changed nor removed''
        USING ERRCODE = ''restrict_violation'', HINT = ''Export the log if it has to be kept elsewhere.''\x3b
END';

CREATE TRIGGER "audit_entry_not_changed" BEFORE UPDATE ON "audit_entry" FOR EACH ROW
    WHEN (OLD."place" IS NOT NULL OR OLD."seal" IS NOT NULL
          OR (NEW."id", NEW."at", NEW."actor", NEW."action", NEW."target", NEW."reason", NEW."outcome", NEW."summary")
             IS DISTINCT FROM
             (OLD."id", OLD."at", OLD."actor", OLD."action", OLD."target", OLD."reason", OLD."outcome", OLD."summary"))
    EXECUTE FUNCTION "goherd_keep_audit"();

CREATE TRIGGER "audit_entry_not_removed" BEFORE DELETE ON "audit_entry"
    FOR EACH ROW EXECUTE FUNCTION "goherd_keep_audit"();

CREATE TRIGGER "audit_entry_not_emptied" BEFORE TRUNCATE ON "audit_entry"
    FOR EACH STATEMENT EXECUTE FUNCTION "goherd_keep_audit"();
