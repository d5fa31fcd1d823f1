-- AlterTable
ALTER TABLE "device_login" ADD COLUMN     "address" TEXT NOT NULL DEFAULT '';
