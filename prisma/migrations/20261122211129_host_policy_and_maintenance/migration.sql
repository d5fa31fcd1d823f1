-- AlterTable
ALTER TABLE "revision" ADD COLUMN     "policy" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "assignment" ADD COLUMN     "policy" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "host_status" ADD COLUMN     "go_source" JSONB,
ADD COLUMN     "maintenance" JSONB;
