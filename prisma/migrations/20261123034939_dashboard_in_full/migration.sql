-- AlterTable
ALTER TABLE "host" ADD COLUMN     "said_labels" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "set_labels" JSONB NOT NULL DEFAULT '{}';

-- Until now every label was the host's own.
UPDATE "host" SET "said_labels" = "labels";

-- AlterTable
ALTER TABLE "release_archive" ADD COLUMN     "fetched_from" TEXT;

-- AlterTable
ALTER TABLE "audit_entry" ADD COLUMN     "place" INTEGER,
ADD COLUMN     "seal" TEXT;

-- AlterTable
ALTER TABLE "person" ADD COLUMN     "hints" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "fleet_sample" (
    "at" TIMESTAMPTZ(3) NOT NULL,
    "total" INTEGER NOT NULL,
    "in_sync" INTEGER NOT NULL,
    "drifted" INTEGER NOT NULL,
    "updating" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "offline" INTEGER NOT NULL,
    "unmanaged" INTEGER NOT NULL,
    "unsupported" INTEGER NOT NULL,

    CONSTRAINT "fleet_sample_pkey" PRIMARY KEY ("at")
);

-- CreateTable
CREATE TABLE "saved_view" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "q" TEXT NOT NULL,
    "sort" TEXT,
    "order" TEXT,
    "shared" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mirror" (
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3),
    "last_ok" BOOLEAN,
    "last_says" TEXT,

    CONSTRAINT "mirror_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "device_login" (
    "id" TEXT NOT NULL,
    "device_hash" TEXT NOT NULL,
    "user_code" TEXT NOT NULL,
    "client" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "user_id" TEXT,
    "role" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "polled_at" TIMESTAMPTZ(3),

    CONSTRAINT "device_login_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "saved_view_shared_idx" ON "saved_view"("shared");

-- CreateIndex
CREATE UNIQUE INDEX "saved_view_owner_id_name_key" ON "saved_view"("owner_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "device_login_device_hash_key" ON "device_login"("device_hash");

-- CreateIndex
CREATE UNIQUE INDEX "device_login_user_code_key" ON "device_login"("user_code");

-- CreateIndex
CREATE INDEX "device_login_expires_at_idx" ON "device_login"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_entry_place_key" ON "audit_entry"("place");

-- CreateIndex
CREATE INDEX "audit_entry_actor_id_idx" ON "audit_entry"("actor", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_action_id_idx" ON "audit_entry"("action", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_at_idx" ON "audit_entry"("at");

-- AddForeignKey
ALTER TABLE "saved_view" ADD CONSTRAINT "saved_view_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "device_login" ADD CONSTRAINT "device_login_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;
