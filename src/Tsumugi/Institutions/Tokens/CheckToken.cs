using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.Tokens;

/// <summary>Whose token this is, or why it is refused.</summary>
public static class CheckToken
{
    public static async Task<Outcome<AccessToken>> RunAsync(HubDb db, string secret, DateTime now, CancellationToken stop)
    {
        secret = TokenSecret.WithoutForeignPrefix(secret);
        if (!TokenSecret.LooksRight(secret))
            return Unknown;
        var beginning = TokenSecret.Beginning(secret);
        var candidates = await db.Set<AccessToken>().AsNoTracking().Where(row => row.Beginning == beginning).ToListAsync(stop);
        var decided = Decide(candidates.FirstOrDefault(row => TokenSecret.Matches(secret, row.Hash)), now);
        if (!decided.Refused)
            await NoteUseAsync(db, decided.Value, now, stop);
        return decided;
    }

    public static Outcome<AccessToken> Decide(AccessToken? token, DateTime now) => token switch
    {
        null => Unknown,
        { RevokedAt: not null } => Refused("token-revoked", new("このトークンは取り消されています。", "This token was revoked.")),
        _ when token.ExpiresAt <= now => Refused("token-expired", new("このトークンは有効期限が切れています。", "This token has expired.")),
        _ => token,
    };

    // Not more than once a minute: a busy program must not turn every read into a write.
    private static async Task NoteUseAsync(HubDb db, AccessToken token, DateTime now, CancellationToken stop)
    {
        if (token.LastUsedAt > now.AddMinutes(-1))
            return;
        await db.Set<AccessToken>().Where(row => row.Id == token.Id)
            .ExecuteUpdateAsync(row => row.SetProperty(token => token.LastUsedAt, now), stop);
    }

    private static Refusal Unknown { get; } =
        Refused("token-unknown", new("このアクセストークンは登録されていません。", "This access token is not known here."));

    private static Refusal Refused(string code, Words reason) => new(
        code, 401, reason, new("アカウントのページで新しいトークンを作ってください。", "Create a new token on your account page."));
}
