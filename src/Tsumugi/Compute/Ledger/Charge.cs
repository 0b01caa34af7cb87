namespace Tsumugi.Compute.Ledger;

/// <summary>What one job has of its allocation's accounts, in micro-credits.</summary>
public readonly record struct Charge(long Reserved, long Spent, long Borne)
{
    /// <summary>Brings the charge to what the job used, by as few movements as possible.</summary>
    /// <param name="available">What the allocation has besides.</param>
    /// <param name="used">Everything that the job used so far.</param>
    /// <param name="ended">Nothing more will come: what is left of the reserve goes back.</param>
    public IReadOnlyList<Movement> Settle(long available, long used, bool ended)
    {
        var movements = new List<Movement>();
        void Move(PostingKind kind, LedgerAccount from, LedgerAccount to, long amount)
        {
            if (amount > 0)
                movements.Add(new(kind, from, to, amount));
        }

        var more = used - Spent - Borne;
        var reserved = Reserved;
        if (more >= 0)
        {
            var own = Math.Min(more, reserved);
            var others = Math.Min(more - own, available);
            Move(PostingKind.Settle, LedgerAccount.Reserved, LedgerAccount.Spent, own);
            Move(PostingKind.Settle, LedgerAccount.Available, LedgerAccount.Spent, others);
            Move(PostingKind.Settle, LedgerAccount.Programme, LedgerAccount.Borne, more - own - others);
            reserved -= own;
        }
        else
        {
            var borne = Math.Min(-more, Borne);
            Move(PostingKind.Refund, LedgerAccount.Borne, LedgerAccount.Programme, borne);
            Move(PostingKind.Refund, LedgerAccount.Spent, ended ? LedgerAccount.Available : LedgerAccount.Reserved, -more - borne);
        }

        if (ended)
            Move(PostingKind.Release, LedgerAccount.Reserved, LedgerAccount.Available, reserved);
        return movements;
    }

    public Charge After(Movement movement) => new(
        Reserved + movement.Into(LedgerAccount.Reserved), Spent + movement.Into(LedgerAccount.Spent), Borne + movement.Into(LedgerAccount.Borne));
}

/// <param name="Amount">Micro-credits, more than 0.</param>
public readonly record struct Movement(PostingKind Kind, LedgerAccount From, LedgerAccount To, long Amount)
{
    /// <summary>What enters the account; less than nothing when it leaves.</summary>
    public long Into(LedgerAccount account) => (To == account ? Amount : 0) - (From == account ? Amount : 0);
}
