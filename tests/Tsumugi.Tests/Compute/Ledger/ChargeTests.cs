using Tsumugi.Compute.Ledger;

namespace Tsumugi.Tests.Compute.Ledger;

/// <summary>The pure core: whatever happens in whatever order, the books balance and no account falls below nothing.</summary>
public sealed class ChargeTests
{
    [Fact]
    public void RandomHistories_alwaysBalance_andOverspendNothing()
    {
        var borne = false;
        for (var seed = 0; seed < 500; seed++)
        {
            var history = new RandomHistory(seed);
            foreach (var _ in history.Run(200))
            {
                var balance = history.Balance;
                Assert.Equal(0, balance.Total);
                Assert.True(balance is { Available: >= 0, Reserved: >= 0, Spent: >= 0, Borne: >= 0, Programme: <= 0 }, $"Seed {seed}: {balance}");
            }

            Assert.Equal(history.Balance.Reserved, history.Charges.Values.Sum(charge => charge.Reserved));
            Assert.Equal(history.Balance.Spent, history.Charges.Values.Sum(charge => charge.Spent));
            Assert.Equal(history.Balance.Borne, history.Charges.Values.Sum(charge => charge.Borne));
            borne |= history.Balance.Borne > 0;
        }

        Assert.True(borne, "No history went beyond an allocation: they try too little.");
    }

    /// <summary>Reserved, spent and borne before; available; used; ended; reserved, spent and borne after; available after.</summary>
    [Theory]
    [InlineData(100, 0, 0, 50, 60, false, 40, 60, 0, 50)]
    [InlineData(100, 0, 0, 50, 60, true, 0, 60, 0, 90)]
    [InlineData(100, 0, 0, 50, 130, true, 0, 130, 0, 20)]
    [InlineData(100, 0, 0, 50, 180, true, 0, 150, 30, 0)]
    [InlineData(40, 60, 0, 50, 0, false, 100, 0, 0, 50)]
    [InlineData(0, 60, 0, 50, 0, true, 0, 0, 0, 110)]
    [InlineData(0, 150, 30, 0, 160, true, 0, 150, 10, 0)]
    [InlineData(0, 150, 30, 0, 100, true, 0, 100, 0, 50)]
    [InlineData(0, 60, 0, 90, 60, true, 0, 60, 0, 90)]
    public void Settling_takesTheReserveFirst_andGivesBackWhatWasBorneFirst(
        long reserved, long spent, long borne, long available, long used, bool ended, long reservedAfter, long spentAfter, long borneAfter, long availableAfter)
    {
        var (charge, left) = (new Charge(reserved, spent, borne), available);
        foreach (var movement in charge.Settle(available, used, ended))
        {
            charge = charge.After(movement);
            left += movement.Into(LedgerAccount.Available);
        }

        Assert.Equal(new Charge(reservedAfter, spentAfter, borneAfter), charge);
        Assert.Equal(availableAfter, left);
    }
}
