using Tsumugi.Torch.Native;
using Tsumugi.Torch.Tests;

// One process has one thread setting and one default generator: these tests run one after the other.
[assembly: AssemblyFixture(typeof(TorchFixture))]
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]

namespace Tsumugi.Torch.Tests;

public sealed class TorchFixture
{
    public TorchFixture() => TorchRuntime.Load(1);
}
