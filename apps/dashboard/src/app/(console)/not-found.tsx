import { NoSuchPage } from '../../features/frame/no-such-page'

export default function NotFound() {
  return <NoSuchPage />
}
