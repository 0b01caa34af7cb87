using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tsumugi.Compute.Ledger;

/// <summary>What the accounts of one allocation hold, in micro-credits: the sum of its postings.</summary>
public sealed record Balance
{
    public required string AllocationId { get; init; }

    public long Programme { get; init; }

    public long Available { get; init; }

    public long Reserved { get; init; }

    public long Spent { get; init; }

    public long Borne { get; init; }

    /// <summary>Always nothing: whatever left an account is in another.</summary>
    public long Total => Programme + Available + Reserved + Spent + Borne;

    /// <summary>What is not used up yet.</summary>
    public long Left => Available + Reserved;

    public long Of(LedgerAccount account) => account switch
    {
        LedgerAccount.Programme => Programme,
        LedgerAccount.Available => Available,
        LedgerAccount.Reserved => Reserved,
        LedgerAccount.Spent => Spent,
        _ => Borne,
    };

    /// <returns>Null when the account does not hold so much.</returns>
    public Balance? After(Posting posting) =>
        posting.From != LedgerAccount.Programme && Of(posting.From) < posting.Amount ? null : With(posting.From, -posting.Amount).With(posting.To, posting.Amount);

    private Balance With(LedgerAccount account, long amount) => account switch
    {
        LedgerAccount.Programme => this with { Programme = Programme + amount },
        LedgerAccount.Available => this with { Available = Available + amount },
        LedgerAccount.Reserved => this with { Reserved = Reserved + amount },
        LedgerAccount.Spent => this with { Spent = Spent + amount },
        _ => this with { Borne = Borne + amount },
    };
}

internal sealed class BalanceTable : IEntityTypeConfiguration<Balance>
{
    public void Configure(EntityTypeBuilder<Balance> builder)
    {
        builder.ToTable("ledger_balance").HasKey(row => row.AllocationId);
        builder.Ignore(row => row.Total).Ignore(row => row.Left);
    }
}
