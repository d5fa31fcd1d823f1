-- AlterTable
ALTER TABLE "host_group" ADD COLUMN     "windows" JSONB NOT NULL DEFAULT '[]';
