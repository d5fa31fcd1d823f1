import { Module } from '@nestjs/common'
import { DeviceLoginController } from './device-login.controller.js'
import { DeviceLoginStore } from './device-login.store.js'
import { DeviceLogins } from './device-logins.js'

/** How a command line without a browser gets an API token. */
@Module({
  controllers: [DeviceLoginController],
  providers: [DeviceLoginStore, DeviceLogins],
})
export class DeviceLoginModule {}
