import { type FleetFile, fleetFile } from '@goherd/protocol'
import { readYaml, type YamlFile } from './read-yaml.js'
import { FLEET_SHAPE } from './shape.js'

/**
 * Reads a fleet as YAML. Durations are written as `10m`, drills as `7d`, windows as `Mon-Fri 09:00-17:00 Europe/Berlin`.
 * Throws a usage failure that names line and column of each thing that is wrong.
 */
export function readFleetFile(file: YamlFile): FleetFile {
  return readYaml(file, { shape: FLEET_SHAPE, schema: fleetFile })
}
