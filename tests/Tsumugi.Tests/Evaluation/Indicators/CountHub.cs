using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Evaluation.Indicators;

/// <summary>Records without the background work that counts them: a test says when.</summary>
public sealed class CountHub : IAsyncLifetime
{
    public TestHub Hub { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Hub = await TestHub.StartAsync();

    public ValueTask DisposeAsync() => Hub.DisposeAsync();
}
