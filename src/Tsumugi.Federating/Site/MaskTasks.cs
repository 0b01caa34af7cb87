using System.Security.Cryptography;
using System.Text.Json;
using Tsumugi.Client.Federation;
using Tsumugi.Federating.Protocol;
using Tsumugi.Federating.Secure;

namespace Tsumugi.Federating.Site;

/// <summary>A site's steps of a masked round beside its training: keys, shares, and what is revealed in the end.</summary>
internal static class MaskTasks
{
    /// <summary>The round's secrets, as they were made when keys were asked for.</summary>
    /// <exception cref="CryptographicException">There are none: the round did not begin here, or its shares were given away already.</exception>
    public static MaskingSecrets Secrets(SiteFolder folder, SiteTask task) => File.Exists(folder.Secrets(task.Training, task.Round))
        ? JsonSerializer.Deserialize<MaskingSecrets>(File.ReadAllBytes(folder.Secrets(task.Training, task.Round)), JsonSerializerOptions.Web)!
        : throw new CryptographicException("this site has no secrets of the round; it has not begun here, or is over");

    /// <summary>This site's name in the round: that under which its own keys were handed round.</summary>
    public static string Own(SiteTask task, MaskedRound round, MaskingSecrets secrets)
    {
        var own = Convert.ToBase64String(new MaskingSite("", RoundNames.Masked(task.Training, task.Round), secrets).Keys().Masking);
        return round.Sites.FirstOrDefault(keys => keys.Masking == own)?.Site ?? throw new CryptographicException("the keys that were handed round for this site are not its own");
    }

    /// <returns>What is sent, as JSON.</returns>
    public static byte[] Run(SiteFolder folder, SiteTask task, string site) => task.Kind switch
    {
        SiteTask.Keys => Advertise(folder, task, site),
        SiteTask.Shares => Share(folder, task, site),
        SiteTask.Reveal => Reveal(folder, task, site),
        _ => throw new CryptographicException($"this site knows no step '{task.Kind}'"),
    };

    private static byte[] Advertise(SiteFolder folder, SiteTask task, string site)
    {
        var path = folder.Secrets(task.Training, task.Round);
        if (!File.Exists(path))
            SiteFolder.WritePrivate(path, JsonSerializer.SerializeToUtf8Bytes(MaskingSecrets.Make(), JsonSerializerOptions.Web));
        var keys = new MaskingSite(site, RoundNames.Masked(task.Training, task.Round), Secrets(folder, task)).Keys();
        return JsonSerializer.SerializeToUtf8Bytes(new SiteKeys(site, Convert.ToBase64String(keys.Sealing), Convert.ToBase64String(keys.Masking)), JsonSerializerOptions.Web);
    }

    private static byte[] Share(SiteFolder folder, SiteTask task, string site)
    {
        var shares = new MaskingSite(site, RoundNames.Masked(task.Training, task.Round), Secrets(folder, task)).Share(RoundNames.Keys(task.Masked!.Sites), task.Masked.Threshold);
        return JsonSerializer.SerializeToUtf8Bytes(shares.Select(share => new SealedFor(share.From, share.To, Convert.ToBase64String(share.Bytes))), JsonSerializerOptions.Web);
    }

    /// <summary>Done once: whoever had both kinds of shares of one site could take its masks off.</summary>
    private static byte[] Reveal(SiteFolder folder, SiteTask task, string site)
    {
        var round = task.Masked!;
        var revealed = new MaskingSite(site, RoundNames.Masked(task.Training, task.Round), Secrets(folder, task)).Reveal(
            RoundNames.Keys(round.Sites), [.. round.Shares.Select(share => new SealedShare(share.From, share.To, Convert.FromBase64String(share.Bytes)))], round.Sent.ToHashSet(StringComparer.Ordinal), round.Threshold);
        File.Delete(folder.Secrets(task.Training, task.Round));
        return JsonSerializer.SerializeToUtf8Bytes(new RevealedView(site, Text(revealed.OfSeeds), Text(revealed.OfKeys)), JsonSerializerOptions.Web);
    }

    private static Dictionary<string, string> Text(IReadOnlyDictionary<string, byte[]> shares) => shares.ToDictionary(share => share.Key, share => Convert.ToBase64String(share.Value), StringComparer.Ordinal);
}
