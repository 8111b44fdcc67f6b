/// A run before a call, for those that come back to it.
///
/// A class, since a run is some 2 KB: decisions of one call share it, and whoever comes back last
/// takes it out instead of copying it.
final class Snapshot<Task: Explorable> {
  var world: World<Task>

  init(_ world: World<Task>) { self.world = world }
}
