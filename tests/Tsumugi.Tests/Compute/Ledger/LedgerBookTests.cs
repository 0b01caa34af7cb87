using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute.Ledger;
using Tsumugi.Hub.Storage;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Compute.Ledger;

/// <summary>The same histories in real records: SQLite refuses and keeps what the pure core does.</summary>
public sealed class LedgerBookTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_keepAndRefuse_whatThePureCoreDoes()
    {
        await using var hub = await TestHub.StartAsync();
        var history = new RandomHistory(7);
        await hub.UseDbAsync(async db =>
        {
            LedgerBook.Open(db, RandomHistory.Allocation);
            await db.SaveChangesAsync(Stop);
            await using var transaction = await db.Database.BeginTransactionAsync(Stop);
            var refused = 0;
            foreach (var (posting, held) in history.Run(1000))
            {
                Assert.Equal(held, await LedgerBook.PostAsync(db, posting, Stop));
                refused += held ? 0 : 1;
            }

            Assert.True(refused > 10, "The history hardly ever ran out of credits.");
            await transaction.CommitAsync(Stop);
            return true;
        });
        Assert.Equal(history.Balance, await hub.UseDbAsync(db => db.Set<Balance>().AsNoTracking().SingleAsync(Stop)));
        Assert.Empty(await hub.UseDbAsync(db => VerifyLedger.RunAsync(db, Stop)));
        await hub.StopAsync();
    }

    [Fact]
    public async Task Verify_namesABalance_thatIsNotWhatWasPosted()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.UseDbAsync(async db =>
        {
            LedgerBook.Open(db, "right");
            LedgerBook.Open(db, "wrong");
            await db.SaveChangesAsync(Stop);
            await using var transaction = await db.Database.BeginTransactionAsync(Stop);
            foreach (var allocation in (string[])["right", "wrong"])
                Assert.True(await LedgerBook.PostAsync(db, Award(allocation), Stop));
            await transaction.CommitAsync(Stop);
            await db.Set<Balance>().Where(row => row.AllocationId == "wrong").ExecuteUpdateAsync(set => set.SetProperty(row => row.Available, 1), Stop);
            Assert.Equal(["wrong"], await VerifyLedger.RunAsync(db, Stop));
            return true;
        });
        await hub.StopAsync();
    }

    private static Posting Award(string allocation) => new()
    {
        At = DateTime.UtcNow,
        AllocationId = allocation,
        Kind = PostingKind.Award,
        From = LedgerAccount.Programme,
        To = LedgerAccount.Available,
        Amount = 5,
    };
}
