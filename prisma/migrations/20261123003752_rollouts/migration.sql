-- AlterTable
ALTER TABLE "host_group" ADD COLUMN     "drill_every_days" INTEGER,
ADD COLUMN     "next_drill_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "assignment" ADD COLUMN     "drill_id" TEXT,
ADD COLUMN     "rollout_id" TEXT;

-- CreateTable
CREATE TABLE "wave_member" (
    "host_id" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,

    CONSTRAINT "wave_member_pkey" PRIMARY KEY ("host_id")
);

-- CreateTable
CREATE TABLE "rollout" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "spec" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "phase" TEXT NOT NULL,
    "outcome" TEXT,
    "start_epoch" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "rollout_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollout_group" (
    "rollout_id" TEXT NOT NULL,
    "group_id" TEXT NOT NULL,
    "from_revision" INTEGER,
    "to_revision" INTEGER NOT NULL,
    "open" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "rollout_group_pkey" PRIMARY KEY ("rollout_id","group_id")
);

-- CreateTable
CREATE TABLE "rollout_host" (
    "rollout_id" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "group_id" TEXT NOT NULL,
    "stage" INTEGER NOT NULL,
    "place" INTEGER NOT NULL,
    "progress" JSONB,

    CONSTRAINT "rollout_host_pkey" PRIMARY KEY ("rollout_id","host_id")
);

-- CreateTable
CREATE TABLE "rollout_event" (
    "id" SERIAL NOT NULL,
    "rollout_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "says" TEXT NOT NULL,
    "actor" TEXT,

    CONSTRAINT "rollout_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollout_check" (
    "id" TEXT NOT NULL,
    "rollout_id" TEXT NOT NULL,
    "stage" INTEGER NOT NULL,
    "gate" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "jws" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "result" JSONB,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "rollout_check_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recall" (
    "id" TEXT NOT NULL,
    "release" TEXT NOT NULL,
    "digests" TEXT[],
    "reason" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "lifted_at" TIMESTAMPTZ(3),
    "lifted_by" TEXT,

    CONSTRAINT "recall_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "drill" (
    "id" TEXT NOT NULL,
    "group_id" TEXT NOT NULL,
    "group_name" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "from_revision" INTEGER NOT NULL,
    "to_revision" INTEGER NOT NULL,
    "from_release" TEXT NOT NULL,
    "to_release" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "turned_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "back_ms" INTEGER,
    "forth_ms" INTEGER,
    "says" TEXT NOT NULL DEFAULT '',
    "actor" TEXT NOT NULL,

    CONSTRAINT "drill_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "events" TEXT[],
    "format" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "status" INTEGER,
    "says" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL,
    "next_at" TIMESTAMPTZ(3),
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "wave_member_epoch_idx" ON "wave_member"("epoch");

-- CreateIndex
CREATE INDEX "rollout_phase_idx" ON "rollout"("phase");

-- CreateIndex
CREATE INDEX "rollout_created_at_idx" ON "rollout"("created_at" DESC);

-- CreateIndex
CREATE INDEX "rollout_group_group_id_open_idx" ON "rollout_group"("group_id", "open");

-- CreateIndex
CREATE INDEX "rollout_event_rollout_id_id_idx" ON "rollout_event"("rollout_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "rollout_check_rollout_id_stage_gate_host_id_asked_at_key" ON "rollout_check"("rollout_id", "stage", "gate", "host_id", "asked_at");

-- CreateIndex
CREATE INDEX "rollout_check_host_id_idx" ON "rollout_check"("host_id");

-- CreateIndex
CREATE INDEX "recall_release_idx" ON "recall"("release");

-- CreateIndex
CREATE INDEX "drill_state_idx" ON "drill"("state");

-- CreateIndex
CREATE INDEX "drill_group_id_started_at_idx" ON "drill"("group_id", "started_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "webhook_name_key" ON "webhook"("name");

-- CreateIndex
CREATE INDEX "webhook_delivery_webhook_id_at_idx" ON "webhook_delivery"("webhook_id", "at" DESC);

-- CreateIndex
CREATE INDEX "webhook_delivery_state_idx" ON "webhook_delivery"("state");

-- AddForeignKey
ALTER TABLE "wave_member" ADD CONSTRAINT "wave_member_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wave_member" ADD CONSTRAINT "wave_member_epoch_fkey" FOREIGN KEY ("epoch") REFERENCES "assignment"("epoch") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollout_group" ADD CONSTRAINT "rollout_group_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollout_group" ADD CONSTRAINT "rollout_group_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "host_group"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollout_host" ADD CONSTRAINT "rollout_host_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollout_event" ADD CONSTRAINT "rollout_event_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollout_check" ADD CONSTRAINT "rollout_check_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;
