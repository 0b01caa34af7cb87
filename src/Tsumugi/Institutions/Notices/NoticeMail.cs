using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions.SignIn;

namespace Tsumugi.Institutions.Notices;

/// <summary>A notice as an e-mail, in both languages, to every address with which somebody signs in.</summary>
public sealed class NoticeMail(HubOptions options, HubAddress address)
{
    /// <returns>Why it was not sent; null when the server has it, or there is nobody to send it to any more.</returns>
    public async Task<string?> SendAsync(HubDb db, Notice notice, CancellationToken stop)
    {
        var to = await db.Set<Account>().AsNoTracking().Where(row => row.PersonId == notice.PersonId).OrderBy(row => row.Email).Select(row => row.Email!).ToListAsync(stop);
        if (options.Mail is not { } server || to.Count == 0)
            return null;
        using var message = Write(server, notice, to);
        try
        {
            using var client = new SmtpClient { Timeout = 30_000 };
            await client.ConnectAsync(server.Host, server.Port, server.Tls ? SecureSocketOptions.Auto : SecureSocketOptions.None, stop);
            if (server.User is { } user)
                await client.AuthenticateAsync(user, server.Password ?? "", stop);
            await client.SendAsync(message, stop);
            await client.DisconnectAsync(true, stop);
            return null;
        }
        catch (Exception error) when (error is IOException or SocketException or CommandException or ProtocolException or AuthenticationException or SslHandshakeException or TimeoutException)
        {
            // The server's own words may hold addresses; what kind of fault it was helps as much.
            return error.GetType().Name;
        }
    }

    private MimeMessage Write(MailOptions server, Notice notice, IEnumerable<string> to)
    {
        var link = new Uri(address.Value, notice.Href.TrimStart('/'));
        var message = new MimeMessage { Subject = $"[紡 Tsumugi] {notice.TitleJa} / {notice.TitleEn}", MessageId = $"notice-{notice.Id}@{address.Value.Host}" };
        message.From.Add(MailboxAddress.Parse(server.From));
        message.To.AddRange(to.Select(MailboxAddress.Parse));
        // RFC 3834: no answer from whoever is away.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body = new TextPart("plain")
        {
            Text = $"""
                {notice.TitleJa}
                {notice.TitleEn}

                {link}

                メールでの通知は、アカウントのページで止められます。
                You can turn these e-mails off on your account page.
                {new Uri(address.Value, "account")}

                """,
        };
        return message;
    }
}
