import { describeSettingRefusal, MANAGED_SETTINGS } from '@goherd/model'
import { GoherdError } from '../base/errors/index.js'
import { releaseRecalled } from '../recalls/index.js'
import type { DesiredRefusal } from './plan-desired.js'

/** The error for a desired state that cannot be. */
export function desiredRefused(refusal: DesiredRefusal): GoherdError {
  switch (refusal.kind) {
    case 'no-release':
      return new GoherdError('invalid', 'release_needed', {
        message: 'the group has no Go release yet',
        hint: 'Say which one, for instance 1.22 or go1.22.12.',
      })
    case 'malformed':
      return new GoherdError('invalid', 'release_malformed', {
        message: `${JSON.stringify(refusal.asked)} is not a Go version`,
        hint: 'Write a release such as go1.22.12, or a language line such as 1.22.',
      })
    case 'unknown':
      return new GoherdError('not-found', 'release_unknown', {
        message: `the catalogue has no Go release ${refusal.asked}`,
        hint:
          refusal.nearest.length > 0
            ? `Take ${refusal.nearest.join(' or ')}, or sync the releases if it came out lately.`
            : 'The catalogue is empty: sync the releases, and look at what that says.',
      })
    case 'settings':
      return new GoherdError('invalid', 'setting_refused', {
        message: refusal.refusals.map(describeSettingRefusal).join('; '),
        hint: `Settings that can be managed: ${MANAGED_SETTINGS.join(', ')}.`,
        issues: refusal.refusals.map((one) => ({
          path: `settings.${one.name}`,
          message: describeSettingRefusal(one),
        })),
      })
    case 'masked':
      return new GoherdError('invalid', 'setting_masked', {
        message: `the value of ${refusal.name} holds the sign that stands for hidden credentials`,
        hint: 'Write the credentials in full, or leave the setting out to keep it as it is.',
      })
    case 'recalled':
      return releaseRecalled(refusal.release, refusal.recall)
    case 'no-go-env':
      return new GoherdError('invalid', 'settings_need_go_1_21', {
        message: `${refusal.release} does not read settings from go.env; Go does so since 1.21`,
        hint: 'Take a release from 1.21 on, or remove the settings and set them in the environment of the builds.',
      })
  }
}
