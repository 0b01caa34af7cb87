namespace Tsumugi.Tests.Kit;

/// <summary>Waits for what a program does by itself, and says in the end what never came.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task HoldsAsync(string what, Func<Task<bool>> holds)
    {
        var limit = DateTime.UtcNow + Patience;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < limit, $"Waited in vain until {what}.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
